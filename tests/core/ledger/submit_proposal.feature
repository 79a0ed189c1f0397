# An occupier's proposal comes to the bureau (R4): what is planned, where, from when.
Rule: a proposal is entered under a number of its own and waits for its assessment
| proposal | occupation | years | after |
| Y-1      | permanent  |       | Y-1 step=assessment ordered=0 entries=1 |
| Y-1      | temporary  | 1     | Y-1 step=assessment |
| Y-1      | temporary  | 4     | Y-1 step=assessment |

Rule: … or under the next number of the year
Given SubmitProposal proposal=""
Given SubmitProposal
| proposal | after |
| ""       | YM-P-2026-0002 step=assessment; YM-P-2026-0001 step=assessment |

Rule: a number stands for one proposal, also after it was withdrawn
Given SubmitProposal
Given WithdrawProposal
| proposal | zh | en |
| Y-1      | 项目编号 Y-1 已登记过。请换编号，不要重复登记。 | Project Y-1 was submitted before. Take another number; do not submit it twice. |

Rule: forestry itself is no occupation; only what is temporary has years, and only as many as the law lets it
| occupation | years | zh | en |
| serving    |       | 项目 Y-1 的用地方式“serving”不在长期占用、临时占用之列。请改正。 | The kind of occupation of project Y-1, “serving”, is neither permanent nor temporary. Correct it. |
| temporary  |       | 项目 Y-1 的占用年限填写为 –：临时占用须填 1 至 4 年，长期占用不填。请改正。 | The years of project Y-1 are –: a temporary occupation has 1 to 4, a permanent one none. Correct them. |
| temporary  | 0     | 项目 Y-1 的占用年限填写为 0：临时占用须填 1 至 4 年，长期占用不填。请改正。 | The years of project Y-1 are 0: a temporary occupation has 1 to 4, a permanent one none. Correct them. |
| temporary  | 5     | 项目 Y-1 的占用年限填写为 5：临时占用须填 1 至 4 年，长期占用不填。请改正。 | The years of project Y-1 are 5: a temporary occupation has 1 to 4, a permanent one none. Correct them. |
| permanent  | 2     | 项目 Y-1 的占用年限填写为 2：临时占用须填 1 至 4 年，长期占用不填。请改正。 | The years of project Y-1 are 2: a temporary occupation has 1 to 4, a permanent one none. Correct them. |

Rule: where it lies is kept under its SHA-256
| outline | zh | en |
| P-1     | 项目 Y-1 的存档校验值“P-1”应为 64 位十六进制数。请由系统重新生成。 | Project Y-1: “P-1” is no SHA-256 of 64 hexadecimal digits. Let the program make it anew. |

Rule: it has a name, and the planner enters it
| project_zh | role      | zh | en |
| " "        |           | “项目名称（中文）”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The project's Chinese name needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |
|            | registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
