# A file goes back to a step; what was recorded from that step on no longer counts.

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice

Rule: back to any step that has a record
| step        | after |
| notice      | A step=notice agreed=X-1 notice= entries=1,2,3,4,5,6 |
| agreement   | A step=agreement removals=100.000 agreed= |
| measurement | A step=measurement screened=True removals= |
| screening   | A step=screening screened= |

Rule: an objection that was upheld goes with its notice
Given RaiseObjection
Given AnswerObjection upheld=yes
| step   | after |
| notice | A step=notice upheld= |

Rule: not forward, not to where it is, nowhere else
| step       | zh | en |
| listing    | 地块 A 处于“入库交易”环节，只能退回到之前的环节。请另选环节。 | Plot A is in the step “Listing” and can only go back to one before it. Choose another step. |
| monitoring | 地块 A 处于“入库交易”环节，只能退回到之前的环节。请另选环节。 | Plot A is in the step “Listing” and can only go back to one before it. Choose another step. |
| start      | 地块 A 处于“入库交易”环节，只能退回到之前的环节。请另选环节。 | Plot A is in the step “Listing” and can only go back to one before it. Choose another step. |

Rule: not once the plot is in the reserve
Given StoreLot
| step   | zh | en |
| notice | 地块 A 已有 1 笔储备入库，档案不能再退回、撤回或受理异议。损失或核减请在储备中办理。 | Plot A is in the reserve (lots: 1): its file can no longer go back, be withdrawn or take objections. Enter losses on its lots instead. |

Rule: on the way into a further period, screening and agreement stay
Given StoreLot
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
Given MeasurePlot report=R-2 measured_on=2028-01-05 day=2028-01-12 at=2028-01-12T06:00:00
| step        | day        | at                  | after |
| measurement | 2028-01-13 | 2028-01-13T06:00:00 | A step=measurement screened=True agreed=X-1 lots=A-L1 |

Rule: … they are not what it goes back to
Given StoreLot
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
Given MeasurePlot report=R-2 measured_on=2028-01-05 day=2028-01-12 at=2028-01-12T06:00:00
| step        | day        | at                  | zh | en |
| agreement   | 2028-01-13 | 2028-01-13T06:00:00 | 地块 A 正在办理下一期收储，原有的筛查和协议继续有效，不能退回到这两个环节。请退回到碳计量监测。 | Plot A is on its way into a further period; its screening and agreement stay in force. Send it back to the measurement. |

Rule: there is a reason, and only the reviewer does it
| reason | role      | zh | en |
| " "    |           | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
|        | registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
