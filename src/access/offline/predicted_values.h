// What AWS will choose when it makes a planned object, as far as it follows from the object: names from prefixes, ARNs
// from account, path and name, ids from either. What does not follow (unique ids, the six characters of a secret) stays
// unknown or becomes a pattern.
#ifndef ROLECALL_ACCESS_OFFLINE_PREDICTED_VALUES_H_
#define ROLECALL_ACCESS_OFFLINE_PREDICTED_VALUES_H_

#include <functional>
#include <string>

#include "value/value.h"

namespace rolecall::access {

struct Surroundings {
  std::string partition, account_id, region;
  std::function<std::string()> next_suffix;  // the 26 characters after a name's prefix
};

// `object` with names, ARNs and ids filled in where they are unknown. A data source's (`is_data`) name is not AWS's to
// choose: there it follows from the ARN, or stays unknown.
value::Value WithPredictions(const std::string& type, const value::Value& object, const Surroundings& around,
                             bool is_data = false);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_PREDICTED_VALUES_H_
