"""One small function per rule: facts and parameters in, a finding out."""
