"""What people do in the forum, each one sentence. Rights are asked by whoever calls; what cannot be is refused here."""
