"""Who saw a case: the audit log of one case, read by its members and by team leads."""
