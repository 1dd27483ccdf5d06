// The operations of Parameter Store, by family of files. Each takes the call and its input and answers JSON, or
// refuses; each authorizes before it tells anything. All others of Systems Manager are in not_served.h.
#ifndef ROLECALL_SERVICES_SSM_OPERATIONS_H_
#define ROLECALL_SERVICES_SSM_OPERATIONS_H_

#include <boost/json/object.hpp>

#include "services/call.h"
#include "services/checked.h"
#include "services/json_input.h"

namespace rolecall::services::ssm {

using Answer = Checked<boost::json::object>;

// get.cc
Answer GetParameter(Call& call, JsonInput& input);
Answer GetParameters(Call& call, JsonInput& input);
// by_path.cc
Answer GetParametersByPath(Call& call, JsonInput& input);
// history.cc
Answer GetParameterHistory(Call& call, JsonInput& input);
// put.cc
Answer PutParameter(Call& call, JsonInput& input);
// delete.cc
Answer DeleteParameter(Call& call, JsonInput& input);
Answer DeleteParameters(Call& call, JsonInput& input);
// describe.cc
Answer DescribeParameters(Call& call, JsonInput& input);
// labels.cc
Answer LabelParameterVersion(Call& call, JsonInput& input);
Answer UnlabelParameterVersion(Call& call, JsonInput& input);
// tags.cc
Answer AddTagsToResource(Call& call, JsonInput& input);
Answer RemoveTagsFromResource(Call& call, JsonInput& input);
Answer ListTagsForResource(Call& call, JsonInput& input);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_OPERATIONS_H_
