"""Every reader, given what nobody would write: samples that were mangled, pieces of each grammar, and bare bytes."""
