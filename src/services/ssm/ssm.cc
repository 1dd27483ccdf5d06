#include "services/ssm/ssm.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/json_call.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"
#include "services/ssm/not_served.h"
#include "services/ssm/operations.h"
#include "services/unique_names.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::string_view kTargetPrefix = "AmazonSSM.";
// A value of 8 KB, each byte escaped, 1000 tags, and what else a request has.
constexpr std::size_t kMaxBodyBytes = 1u << 20;

struct Operation {
  std::string_view name;
  Answer (*run)(Call&, JsonInput&);
};

constexpr Operation kOperations[] = {
    {"AddTagsToResource", AddTagsToResource},
    {"DeleteParameter", DeleteParameter},
    {"DeleteParameters", DeleteParameters},
    {"DescribeParameters", DescribeParameters},
    {"GetParameter", GetParameter},
    {"GetParameterHistory", GetParameterHistory},
    {"GetParameters", GetParameters},
    {"GetParametersByPath", GetParametersByPath},
    {"LabelParameterVersion", LabelParameterVersion},
    {"ListTagsForResource", ListTagsForResource},
    {"PutParameter", PutParameter},
    {"RemoveTagsFromResource", RemoveTagsFromResource},
    {"UnlabelParameterVersion", UnlabelParameterVersion},
};
static_assert(HaveUniqueNames(kOperations, &Operation::name));
static_assert(std::ranges::is_sorted(kNotServed));

// What the audit log keeps of a request: names, numbers and flags, as CloudTrail has them; never values, patterns,
// policies or tags.
constexpr std::string_view kAudited[] = {
    "Name",   "Names",       "Path",       "Recursive",    "WithDecryption",   "Type",
    "KeyId",  "Overwrite",   "Tier",       "DataType",     "ParameterVersion", "Labels",
    "Shared", "Description", "ResourceId", "ResourceType", "TagKeys",          "MaxResults"};

// A caller who may not is told that, as AWS tells it; who may, that there is no such thing here.
Answer RefuseUnserved(Call& call, std::string_view operation) {
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, operation));
  return NotServed("ssm:" + std::string(operation) +
                   " is not served here: of Systems Manager there is Parameter Store.");
}

class Ssm final : public Service {
 public:
  std::string_view name() const override { return "ssm"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }

  http::Response Handle(Call& call) override { return AnswerJson(call, Run(call)); }

 private:
  static Answer Run(Call& call) {
    ROLECALL_TRY(std::string_view target, ReadTarget(call, kTargetPrefix));
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (operation == std::ranges::end(kOperations)) {
      return std::ranges::binary_search(kNotServed, target) ? RefuseUnserved(call, target) : UnknownOperation();
    }
    ROLECALL_TRY(boost::json::value body, ReadJsonBody(call, kMaxBodyBytes));
    NoteParameters(body.as_object(), kAudited, call.audit);
    JsonInput input(body.as_object());
    return operation->run(call, input);
  }
};

}  // namespace

std::unique_ptr<Service> MakeSsm() { return std::make_unique<Ssm>(); }

}  // namespace rolecall::services::ssm
