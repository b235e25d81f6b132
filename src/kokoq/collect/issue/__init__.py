"""Forms handed out: to everybody, of the current version, beside what was answered a period before."""
