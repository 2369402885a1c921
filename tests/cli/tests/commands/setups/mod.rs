//! The verbs of set-ups: what they print, how they end, and what they leave alone.

mod applied;
mod objects;
mod planned;
mod pulled;
mod team;
