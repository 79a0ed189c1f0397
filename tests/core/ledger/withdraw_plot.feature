# A file that never came into the reserve ends.

Given OpenPlotFile

Rule: at any step before the reserve
| plot | after |
| A    | A withdrawn=True step=screening entries=1,2 |

Rule: nothing more happens to it
Given WithdrawPlot
| plot | zh | en |
| A    | 地块 A 的档案已撤回，不再办理。如需重新收储，请换编号另行建档。 | The file of plot A was withdrawn; nothing more happens to it. Open a new file under another number. |

Rule: not once the plot is in the reserve
Given StoreLot lot=C-L1 plot=C
Given OpenPlotFile plot=C stored=yes
| plot | zh | en |
| C    | 地块 C 已有 1 笔储备入库，档案不能再退回、撤回或受理异议。损失或核减请在储备中办理。 | Plot C is in the reserve (lots: 1): its file can no longer go back, be withdrawn or take objections. Enter losses on its lots instead. |

Rule: there is a reason
| reason | zh | en |
| " "    | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: a plot on its way into a further period stays in the reserve
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
| day        | at                  | after |
| 2028-01-11 | 2028-01-11T06:00:00 | A step=monitoring withdrawn=False lots=A-L1 |
