// What a request says beside its operation, as far as authorization needs it: the names and ARNs of resources, and
// roles that are passed. Labels of the path, parameters of query or form, members of the body, in any protocol.
//
//   ROLECALL_TRY(const Input input, ReadInput(operation, request.body));
//   input.Find("TableName")      // {"orders"}
//   input.Deep("TableName")      // also in lists and maps below
//
// What readers may understand differently (a member twice, what is not quite JSON) is refused: 400
// SerializationException. Pure.
#ifndef ROLECALL_SERVICES_FORWARD_INPUT_H_
#define ROLECALL_SERVICES_FORWARD_INPUT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "services/checked.h"
#include "services/forward/operation.h"

namespace rolecall::services::forward {

class Input {
 public:
  Input(const Operation& operation, json::Node body) : operation_(operation), body_(std::move(body)) {}

  // The values of that name: a label's, a parameter's (also NAME.1, NAME.member.1 …), a member's (of a list all).
  std::vector<std::string> Find(std::string_view name) const;
  // The members of that name anywhere in the body.
  std::vector<std::string> Deep(std::string_view name) const;
  // The names of the members of a map.
  std::vector<std::string> Keys(std::string_view name) const;
  // That member of each entry of the body's lists, or `otherwise` where an entry has none.
  std::vector<std::string> Each(std::string_view name, std::string_view otherwise) const;
  // All names and texts, as deep as they are: (member's or parameter's name, value).
  std::vector<std::pair<std::string_view, std::string_view>> Texts() const;

 private:
  const Operation& operation_;
  json::Node body_;
};

// `operation` must outlive what is answered.
Checked<Input> ReadInput(const Operation& operation, std::string_view body);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_INPUT_H_
