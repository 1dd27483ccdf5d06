#include "services/ec2/ec2.h"

#include "base/utf8.h"
#include "policy/reference/service_reference.h"
#include "services/authorize.h"
#include "services/ec2/availability_zones.h"
#include "services/query_service.h"

namespace rolecall::services::ec2 {
namespace {

constexpr std::string_view kNamespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
constexpr std::string_view kDescribeZones = "DescribeAvailabilityZones";

aws::ErrorShape InvalidAction(std::string_view action) {
  return {400, "InvalidAction",
          "The action " + std::string(FirstCharacters(action, 128)) + " is not valid for this web service."};
}

// EC2's own name and beginning of a denial.
aws::ErrorShape AsSent(aws::ErrorShape error) {
  if (error.code != "AccessDenied") return error;
  error.code = "UnauthorizedOperation";
  error.message = "You are not authorized to perform this operation. " + error.message;
  return error;
}

class Ec2 final : public Service {
 public:
  std::string_view name() const override { return "ec2"; }
  aws::Protocol protocol() const override { return aws::Protocol::kEc2; }

  http::Response Handle(Call& call) override {
    const Checked<std::string> answer = Run(call);
    if (answer.ok()) return Answer(call.audit.operation, *answer, call.request_id);
    const aws::ErrorShape error = AsSent(answer.error());
    call.audit.Fail(error.code, error.message);
    return aws::ErrorResponse(aws::Protocol::kEc2, error, {.request_id = call.request_id});
  }

 private:
  // What stands in the answer beside the request's id.
  static Checked<std::string> Run(Call& call) {
    ROLECALL_TRY(const std::string action, ReadQueryAction(call));
    const policy::ServiceReference& reference = *policy::FindService("ec2");
    const policy::ServiceAction* const known = reference.FindAction(action);
    if (known == nullptr || known->name != action) return InvalidAction(action);
    call.audit.operation = action;
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kEc2);
    ROLECALL_RETURN_IF_ERROR(
        Authorize(call, {.action = "ec2:" + action, .shown_resource = "", .context = {{"ec2:Region", {call.region}}}}));
    if (action == kDescribeZones) return DescribeAvailabilityZones(call);
    return aws::ErrorShape{501, "NotImplemented",
                           action + " of EC2 is not served here. (serve --forward sends others' requests on.)"};
  }

  static http::Response Answer(const std::string& action, std::string_view content, std::string_view request_id) {
    aws::XmlWriter xml;
    xml.OpenWith(action + "Response", "xmlns", kNamespace).Text("requestId", request_id).Raw(content).Close();
    http::Response response;
    response.headers.Add("x-amzn-RequestId", std::string(request_id));
    response.headers.Add("Content-Type", "text/xml;charset=UTF-8");
    response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml.Take();
    return response;
  }
};

}  // namespace

std::unique_ptr<services::Service> MakeEc2() { return std::make_unique<Ec2>(); }

}  // namespace rolecall::services::ec2
