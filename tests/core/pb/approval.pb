META
key;value
description;Courtyard of our own making
num_projects;5
num_votes;6
budget;100
vote_type;approval
PROJECTS
project_id;cost;votes;name;selected
path;60;3;A path;1
pond;60.50;2;"A pond; ""deep""";0
lamps;40;3;路灯;1
bench;10;1;A bench;0
tree;10;1;A tree;0
VOTES
voter_id;vote;age
v1;path,lamps;34
v2;path,bench;
v3;path;71
v4;pond,lamps
v5;pond,lamps,tree;
v6;;22
