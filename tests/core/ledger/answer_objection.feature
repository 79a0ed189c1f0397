# An objection is answered; one that is upheld stops the plot.

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given RaiseObjection

Rule: answered, it is no longer open
| upheld | after |
| no     | A step=listing open=0 objections=1 upheld=False entries=1,2,3,4,5,6,7 |
| yes    | A step=listing open=0 objections=1 upheld=True |

Rule: an answer stands
Given AnswerObjection
| answer | zh | en |
| 再查   | 地块 A 的第 1 号异议已答复，答复不能更改。请核对。 | Objection 1 to plot A was answered already; an answer does not change. Check the number. |

Rule: there is such an objection
| number | zh | en |
| 2      | 地块 A 的公示没有第 2 号异议。请核对。 | The notice of plot A has no objection 2. Check the number. |
| 0      | 地块 A 的公示没有第 0 号异议。请核对。 | The notice of plot A has no objection 0. Check the number. |

Rule: there is an answer, and anybody may read it
| answer             | zh | en |
| " "                | “处理情况”应为 1 至 500 个字，写成一行，不含控制字符。请改正后再提交。 | What was done needs 1 to 500 characters in one line, without control characters. Correct it and send it again. |
| 回电 13812345678   | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |

Rule: only the reviewer answers
| role      | zh | en |
| registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
