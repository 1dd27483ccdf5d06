// What the formats of lint reports share. Inside of folder access/ only.
#ifndef ROLECALL_ACCESS_LINT_FORMAT_H_
#define ROLECALL_ACCESS_LINT_FORMAT_H_

#include <boost/json/object.hpp>

#include "policy/lint/lint.h"

namespace rolecall::access {

// The request of a demonstration with its decision, named as `simulate` names them.
boost::json::object DemonstrationJson(const policy::Demonstration& demonstration);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_FORMAT_H_
