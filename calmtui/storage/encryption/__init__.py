"""Encryption of the journal, by age: whoever writes needs no passphrase, whoever reads does."""
