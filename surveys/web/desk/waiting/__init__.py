"""待定票: what waits for the street, decided on a signed request; and ballots that are disowned, answered."""
