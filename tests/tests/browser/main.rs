//! The built site in a real Chromium. One program for all of it: it is linked once.

mod bad_files;
mod cars;
mod comparison;
mod dictionary;
mod life;
mod orders;
mod preview;
mod recovery;
mod sample;
mod smoke;
mod star;
mod suite;
