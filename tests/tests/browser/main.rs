//! The built site in a real Chromium. One program for all of it: it is linked once.

mod smoke;
mod suite;
