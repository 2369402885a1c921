//! Set-ups as code: what a plan finds, that applying does exactly that, and what is promised where something goes wrong.

mod failures;
mod promises;
mod shown;
mod world;
