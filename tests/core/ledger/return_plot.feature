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

Rule: there is a reason, and only the reviewer does it
| reason | role      | zh | en |
| " "    |           | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
|        | registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
