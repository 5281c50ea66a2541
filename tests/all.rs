//! Every integration test: one binary, one link.
