-- PostgreSQL's timeline when a controller last began to lead: another one means that there was a fail-over since.
CREATE TABLE lead_timeline (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    timeline text NOT NULL
);
