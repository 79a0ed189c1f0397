# A plot whose lots are settled goes on its way into the reserve for a further period: measured and noticed anew.

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot

Rule: screening and agreement stay, measurement and notice are made anew
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
| day        | at                  | after |
| 2028-01-11 | 2028-01-11T06:00:00 | A step=measurement screened=True agreed=X-1 removals= notice= lots=A-L1 |

Rule: not while a lot runs or waits to be measured
| plot | zh | en |
| A    | 地块 A 还有未结算的储备，期满并监测结算后才能办理下一期收储。请先在“监测与缺口”中结算。 | Plot A has lots that are not settled; a further period begins when all of them are. Settle them under Monitoring first. |

Rule: it stands in the reserve, and is not on its way there already
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
| day        | at                  | zh | en |
| 2028-01-11 | 2028-01-11T06:00:00 | 地块 A 现在处于“碳计量监测”环节，这项业务只能在“后期监测”环节办理。请先办完前面的环节，或将档案退回。 | Plot A is in the step “Measurement”; this is done in the step “Monitoring”. Finish the steps before it, or send the file back. |

Rule: there is such a plot
| plot | zh | en |
| B    | 没有编号为 B 的地块档案。请核对编号，或先建档。 | There is no file of a plot B. Check the number, or open a file first. |
