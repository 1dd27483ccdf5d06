// What the machine-readable formats of lint reports (json.cc, sarif.cc) share: a demonstration, the request that shows
// a finding, as an object. Both formats carry it under their own key.
#ifndef ROLECALL_ACCESS_LINT_FORMAT_H_
#define ROLECALL_ACCESS_LINT_FORMAT_H_

#include <boost/json/object.hpp>

#include "policy/lint/lint.h"

namespace rolecall::access {

// The request of a demonstration with its decision, named as `simulate` names them.
boost::json::object DemonstrationJson(const policy::Demonstration& demonstration);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_FORMAT_H_
