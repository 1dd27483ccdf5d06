// Values of the language: what cty calls values. Immutable, cheap to copy (shared), of one type,
// and either known, null or unknown; each may carry marks ("sensitive", …).
//
// Strings are kept NFC-normalised UTF-8. Numbers have 512 bits. Set elements are unique and kept in
// cty's order (strings lexical, numbers numeric, else by hash); maps and objects are sorted by key bytes.
// Reading an unknown or null value's content is a bug (CHECK): ask IsKnown() and IsNull() first.
#ifndef ROLECALL_VALUE_VALUE_H_
#define ROLECALL_VALUE_VALUE_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/number.h"
#include "value/path.h"
#include "value/type.h"

namespace rolecall::value {

enum class State;  // rep.h

class Value;
using Marks = std::set<std::string>;  // "sensitive", "ephemeral"
inline constexpr const char* kSensitive = "sensitive";

// What is known of an unknown value.
struct Refinement {
  bool not_null = false;
  std::string string_prefix;                     // strings
  std::optional<Number> number_min, number_max;  // numbers
  bool min_inclusive = true, max_inclusive = true;
  std::size_t length_min = 0;  // collections
  std::optional<std::size_t> length_max;
  bool empty() const;
  bool operator==(const Refinement& other) const;
};

class Value {
 public:
  Value();  // null of the dynamic type

  static Value Null(Type type);
  static Value Unknown(Type type);
  static Value Unknown(Type type, Refinement refinement);
  static Value String(std::string text);
  static Value Number(value::Number number);
  static Value Int(long long number);
  static Value Bool(bool flag);
  // Elements must all be of type `element` (any, if it is dynamic); the collection may be empty.
  static Value List(Type element, std::vector<Value> elements);
  static Value Set(Type element, std::vector<Value> elements);  // sorts, removes duplicates
  static Value Map(Type element, std::map<std::string, Value> elements);
  static Value Object(std::map<std::string, Value> attributes);
  static Value Tuple(std::vector<Value> elements);

  const Type& type() const;
  bool IsNull() const;
  bool IsKnown() const;                  // this value itself; its elements may be unknown
  bool IsWhollyKnown() const;            // and everything inside
  const Refinement& refinement() const;  // of an unknown value

  const std::string& AsString() const;
  const value::Number& AsNumber() const;
  bool AsBool() const;
  const std::vector<Value>& elements() const;           // list, set, tuple
  const std::map<std::string, Value>& members() const;  // map, object
  std::size_t size() const;                             // of any of those
  // The attribute or map element of that name; null if there is none.
  const Value* Find(std::string_view name) const;
  // The attribute of that name, which must exist.
  const Value& Get(std::string_view name) const;

  // Marks. Deep functions look at everything inside; Unmark functions return a copy without.
  const Marks& marks() const;
  bool IsMarked() const { return !marks().empty(); }
  bool IsMarkedDeep() const;                  // this value or anything inside; cheap
  bool HasMark(std::string_view mark) const;  // on this value itself
  bool HasMarkDeep(std::string_view mark) const;
  Marks DeepMarks() const;
  Value WithMarks(const Marks& marks) const;  // adds
  Value Mark(std::string mark) const;         // adds
  Value Unmark() const;                       // this value only
  Value UnmarkDeep() const;
  // Without marks, and where they were. (Putting marks back where there is nothing is no error: nothing happens.)
  std::pair<Value, std::vector<std::pair<Path, Marks>>> UnmarkDeepWithPaths() const;
  Value MarkWithPaths(const std::vector<std::pair<Path, Marks>>& marks) const;

  // Same type, same content, same marks; unknowns are equal if their types (and refinements) are.
  // This is identity of representation ("RawEquals"), not the language's ==.
  bool Same(const Value& other) const;
  // A stable order for set elements.
  static int Compare(const Value& a, const Value& b);

 private:
  struct Rep;
  struct Content;
  static Value Known(Type type, Content content);
  static std::shared_ptr<Rep> Empty(Type type, State state);
  static Value OfPrimitive(const Type& type, State state);
  static void SortUnique(std::vector<Value>& elements);
  void CollectMarks(Marks& marks) const;
  void CollectMarksWithPaths(Path& path, std::vector<std::pair<Path, Marks>>& found) const;
  Value MarkAt(const Path& path, std::size_t depth, const Marks& marks) const;
  explicit Value(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_VALUE_H_
