// A provider's server within the test: it answers calls as the test says, and remembers them.
//
//   FakePlugin plugin;
//   plugin.On<wire::ReadResource>(kRead, [](const auto& request, auto& response) { … });
//   auto package = plugin.MakePackage();
#ifndef ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_FAKE_PLUGIN_H_
#define ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_FAKE_PLUGIN_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plugin/client/calls.h"
#include "plugin/client/package.h"
#include "plugin/wire/messages.h"
#include "server/jwt_signer/signer_socket.h"

namespace rolecall::plugin {

inline wire::Attribute6 Attribute(const std::string& name, const char* type) {
  wire::Attribute6 attribute;
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}
inline std::string SchemaOf(const std::vector<wire::Attribute6>& attributes) {
  wire::Schema schema;
  for (const wire::Attribute6& one : attributes) schema.mutable_block()->add_attributes(one.SerializeAsString());
  return schema.SerializeAsString();
}

class FakePlugin {
 public:
  explicit FakePlugin(int protocol = 6) : protocol_(protocol) {
    std::string name = testing::TempDir() + "/plugin-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    auto opened = server::SignerSocket::Open({.path = socket_path(), .owner = {}},
                                             [this](const server::GrpcPeer&, std::string_view method,
                                                    std::string_view message) { return Answer(method, message); });
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    socket_ = *std::move(opened);
    OfferSchema();
  }
  ~FakePlugin() {
    socket_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Call names a message of plugin/wire: wire::ReadResource.
  template <typename Call, typename F>
  void On(const CallName& name, F fill) {
    const std::lock_guard lock(mutex_);
    answers_[name.Path(protocol_)] = [fill](std::string_view bytes) {
      typename Call::Request request;
      typename Call::Response response;
      if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return server::GrpcAnswer{server::GrpcStatus::kInvalidArgument, "not a request of this call"};
      }
      fill(request, response);
      return server::GrpcAnswer{server::GrpcStatus::kOk, response.SerializeAsString()};
    };
  }
  void Fail(const CallName& name, server::GrpcStatus status, std::string why) {
    const std::lock_guard lock(mutex_);
    answers_[name.Path(protocol_)] = [=](std::string_view) { return server::GrpcAnswer{status, why}; };
  }
  // The identity of test_file: where it lies, and maybe how long it is.
  void OfferIdentities() {
    On<wire::GetResourceIdentitySchemas>(kIdentitySchemas, [](const auto&, auto& response) {
      wire::ResourceIdentitySchema& schema = (*response.mutable_identity_schemas())["test_file"];
      schema.set_version(2);
      auto& path = *schema.add_identity_attributes();
      path.set_name("path");
      path.set_type(R"("string")");
      path.set_required_for_import(true);
      auto& size = *schema.add_identity_attributes();
      size.set_name("size");
      size.set_type(R"("number")");
      size.set_optional_for_import(true);
    });
  }
  // From now on nobody listens.
  void Die() { socket_.reset(); }

  // Of the methods, without the service.
  std::vector<std::string> calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  std::string folder() const { return folder_; }
  std::string socket_path() const { return folder_ + "/socket"; }

  PackageFacts Facts() const {
    return {.host = "registry.terraform.io",
            .source = "hashicorp/test",
            .version = "1.0.0",
            .program = "",
            .running = Handshake{.protocol = protocol_, .is_unix = true, .address = socket_path(), .certificate = ""}};
  }
  std::shared_ptr<Package> MakePackage() const { return std::make_shared<Package>(Facts(), Surroundings{}); }

  // What the schema call answers; tests may change it before the package is loaded.
  wire::GetProviderSchema::Response schema;

 private:
  void OfferSchema() {
    wire::Attribute6 name = Attribute("name", R"("string")"), id = Attribute("id", R"("string")"),
                     password = Attribute("password", R"("string")"), region = Attribute("region", R"("string")");
    name.set_required(true);
    id.set_computed(true);
    password.set_optional(true);
    password.set_write_only(true);
    region.set_optional(true);
    schema.set_provider(SchemaOf({region}));
    (*schema.mutable_resource_schemas())["test_file"] = SchemaOf({name, id, password});
    (*schema.mutable_data_source_schemas())["test_file"] = SchemaOf({name, id});
    (*schema.mutable_ephemeral_resource_schemas())["test_token"] = SchemaOf({name, id});
    wire::Function shout;
    shout.add_parameters()->set_name("text");
    shout.mutable_parameters(0)->set_type(R"("string")");
    shout.mutable_return_()->set_type(R"("string")");
    (*schema.mutable_functions())["shout"] = shout.SerializeAsString();
    On<wire::GetProviderSchema>(kGetSchema, [this](const auto&, auto& response) { response = schema; });
  }

  server::GrpcAnswer Answer(std::string_view method, std::string_view message) {
    std::function<server::GrpcAnswer(std::string_view)> answer;
    {
      const std::lock_guard lock(mutex_);
      calls_.emplace_back(method.substr(method.rfind('/') + 1));
      const auto found = answers_.find(std::string(method));
      if (found == answers_.end()) return {server::GrpcStatus::kUnimplemented, "unknown method"};
      answer = found->second;
    }
    return answer(message);
  }

  const int protocol_;
  std::string folder_;
  std::mutex mutex_;
  std::map<std::string, std::function<server::GrpcAnswer(std::string_view)>> answers_;
  std::vector<std::string> calls_;
  std::unique_ptr<server::SignerSocket> socket_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_TESTS_UNIT_PLUGIN_CLIENT_FAKE_PLUGIN_H_
