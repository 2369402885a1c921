//! What the whole process shares.

mod reactor;
mod test_panic;

pub use reactor::runtime;
pub use test_panic::test_panic;
