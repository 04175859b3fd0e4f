"""What claims about speed are measured with: a generator, a plain baseline, and a harness of whole processes."""
