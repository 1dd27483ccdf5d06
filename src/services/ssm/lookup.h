// What the operations share: finding and authorizing a parameter, its versions, writing it again.
//
//   ROLECALL_TRY(FoundParameter found, FindAuthorized(call, "GetParameter", name, {.may_select = true}));
//   ROLECALL_TRY(const directory::ParameterVersion* version, SelectVersion(found));
#ifndef ROLECALL_SERVICES_SSM_LOOKUP_H_
#define ROLECALL_SERVICES_SSM_LOOKUP_H_

#include <string>
#include <string_view>

#include "directory/transaction.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/ssm/parameter_name.h"

namespace rolecall::services::ssm {

struct FoundParameter {
  NamedParameter named;
  ParameterPointer parameter;  // null: there is none, and the caller may know
};

// Where names without an account are looked for.
ParameterPlace PlaceOf(const Call& call);

// Asks whether the caller may `action` ("GetParameter") on what `named` names, there or not: who may not is not told
// which. The context has the parameter's tags, and what `question` brings.
Checked<ParameterPointer> Authorized(Call& call, std::string_view action, const NamedParameter& named,
                                     Question question = {});
// The same by name; ParameterNotFound if there is none.
Checked<FoundParameter> FindAuthorized(Call& call, std::string_view action, std::string_view name, bool may_select,
                                       Question question = {});
// Asks for an action that has no resource of its own (DescribeParameters).
std::optional<aws::ErrorShape> AuthorizeAction(Call& call, std::string_view action);

// The version that the name selects, by number or label; the newest without one.
Checked<const directory::ParameterVersion*> SelectVersion(const FoundParameter& found);
const directory::ParameterVersion* FindVersion(const directory::ParameterRecord& parameter, int number);
const directory::ParameterVersion* FindLabel(const directory::ParameterRecord& parameter, std::string_view label);

// The same parameter inside of a transaction; ParameterNotFound if it has gone since.
Checked<directory::ParameterRecord> Again(const directory::Transaction& transaction,
                                          const directory::ParameterRecord& parameter, Time now);

// Seconds with milliseconds, as AWS writes times in JSON.
double JsonSeconds(Time time);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_LOOKUP_H_
