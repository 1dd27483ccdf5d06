// The inside of a Value: a type, a state, marks, and the content as a variant. Only the sources of this folder that
// build or rebuild values look in here (rep.cc, marks.cc, order.cc).
//
// A Rep never changes once a Value holds it: values share them, across threads, without locks. deep_marked and
// wholly_known are computed when it is made; a Rep made by hand must get them right.
#ifndef ROLECALL_VALUE_REP_H_
#define ROLECALL_VALUE_REP_H_

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "value/value.h"

namespace rolecall::value {

enum class State { kNull, kUnknown, kKnown };

// The content of a known value (text, number, …), or what is known of an unknown one (null: nothing; it is large, and
// few have one); nothing if it is null.
struct Value::Content {
  std::variant<std::monostate, std::string, value::Number, bool, std::vector<Value>, std::map<std::string, Value>,
               std::shared_ptr<const Refinement>>
      content;
};

struct Value::Rep {
  Type type;
  State state = State::kNull;
  // About everything inside too, so that most questions about a whole tree are answered at its root.
  bool deep_marked = false;
  bool wholly_known = true;
  std::shared_ptr<const Marks> marks;  // null: none
  decltype(Content::content) content;
};

// Equal, or the same text: as cty compares numbers. A double of a function and what a state has of it are one number,
// though they have not the same precision.
bool AreOneNumber(const Number& a, const Number& b);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_REP_H_
