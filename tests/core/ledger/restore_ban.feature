# A felling ban that was lifted comes back.
Given StoreLot
Given SettleLot day=2028-01-01

Rule: by a decision
Given LiftBan day=2028-01-01
| plot | day        | after |
| A    | 2028-01-02 | ban/A in_force=yes |

Rule: … there is nothing to restore where it is in force, nor where nothing is stored
| plot | day        | zh | en |
| A    | 2028-01-02 | 地块 A 正在禁伐，无须恢复。 | The felling ban of plot A is in force; there is nothing to restore. |
| Z    | 2028-01-02 | 地块 Z 没有入库的储备。请核对地块编号。 | Plot Z has no lot in the reserve. Check its number. |

Rule: … or by itself, with the next lot
Given LiftBan day=2028-01-01
Given StoreLot lot=A-L2 period_start=2028-01-01 period_end=2030-12-31 notice_end=2027-12-31 day=2028-01-02
| plot | day        | zh | en |
| A    | 2028-01-02 | 地块 A 正在禁伐，无须恢复。 | The felling ban of plot A is in force; there is nothing to restore. |
