//! Plan and tables → [`Frame`](crate::frame::Frame).
