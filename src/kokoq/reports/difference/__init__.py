"""What changed between two versions of a catalogue: each side in the words of its own."""
