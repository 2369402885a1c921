//! The state of the emulator, in memory: what is stored, and the indexes that find it. No rule of the API stands here.

pub(crate) mod agents;
pub(crate) mod caller;
pub(crate) mod challenges;
pub(crate) mod clock;
pub(crate) mod credentials;
pub(crate) mod info;
pub(crate) mod inspector_targets;
pub(crate) mod integrations;
pub(crate) mod interactions;
pub(crate) mod models;
pub(crate) mod revision;
pub(crate) mod seed;
pub(crate) mod sorted;
pub(crate) mod state;
pub(crate) mod tools;
