-- What decisions of the leading group did outside the books: the value of a rule that one recorded, the publication of
-- a scenario. decided: number of the decision in the journal; value: number in decision; publication: number in
-- scenario_published. Approvals of batches stand in the journal alone.

CREATE TABLE decision_effect (
    decided VARCHAR PRIMARY KEY CHECK (decided <> ''),
    value INTEGER UNIQUE,
    publication INTEGER UNIQUE,
    CHECK ((value IS NULL) <> (publication IS NULL))
);
