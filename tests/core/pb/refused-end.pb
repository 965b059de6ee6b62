META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
a;60;Roof
