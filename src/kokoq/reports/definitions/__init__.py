"""What is declared, in words: indicators, scales, rules of zones, profiles."""
