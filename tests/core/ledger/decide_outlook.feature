# R14: a decision makes a saved scenario the county's outlook; the store publishes it in the same transaction.

Rule: with the scenario's number, name and version
| after |
| YM-D-2026-0001 does=outlook scenario=3:基准情景:2 |

Rule: … of a scenario
| scenario | zh | en |
| 0        | 没有选择要发布的情景。请先在“储备情景”页保存情景，再在这里选择。 | No scenario to publish is chosen. Save one on the page of depletion scenarios, then choose it here. |

Rule: taking it back is another decision
Given DecideOutlook
| results | replaces       | after |
| ""      | YM-D-2026-0001 | YM-D-2026-0002 does=none; YM-D-2026-0001 replaced_by=YM-D-2026-0002 |
