"""How measures move: waves, push and pull, outlook, openings and claims, and how good past outlooks were."""
