// Numbers, dates, truths and addresses: of all values that there are, one for each way in which they can stand to those
// that conditions name. Whoever tries them all has tried every value.
//
//   ValueCells cells = CellsOf(ValueKind::kNumber, {"10", "20"});      // "9", "10", "11", "20", "21" and no number
//
// `exhaustive` is false where a value between two others could not be written. Pure.
#ifndef ROLECALL_POLICY_ACCESS_SETS_VALUE_CELLS_H_
#define ROLECALL_POLICY_ACCESS_SETS_VALUE_CELLS_H_

#include <string>
#include <vector>

#include "policy/document/operators.h"

namespace rolecall::policy {

struct ValueCells {
  std::vector<std::string> values;
  // Numbers that are not whole where all that were written are: no key that AWS has holds such.
  std::vector<std::string> fractions;
  bool exhaustive = true;
};

// For the kinds kNumber, kDate, kBool and kAddress. `typed`: requests have only values of the kind, so none that is no
// number, date or address.
ValueCells CellsOf(ValueKind kind, const std::vector<std::string>& written, bool typed = false);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_VALUE_CELLS_H_
