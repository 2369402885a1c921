//! Set-ups as code: what a plan finds, that applying does exactly that, and what is promised where something goes wrong.

mod classes;
mod cuts;
mod failures;
mod generated;
mod matrix;
mod promises;
mod rounds;
mod servers;
mod shown;
mod single;
mod stored;
mod world;
