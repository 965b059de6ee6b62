"""A dishonest office: whatever desk and command line give is used on households' ballots, in generated orders of acts."""
