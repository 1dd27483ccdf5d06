#include "aws/client/profiles.h"

#include <gtest/gtest.h>

#include "aws/client/endpoints.h"

namespace rolecall::aws {
namespace {

using Texts = std::map<std::string, std::string>;

constexpr const char* kConfig = R"(# comment
[default]
region = eu-central-1
services = local
[profile "dev team"]
region=us-west-2  ; inline
role_arn = arn:aws:iam::1:role/x
s3 =
  addressing_style = path
[services local]
iam =
  endpoint_url = http://127.0.0.1:1/
secrets_manager =
  endpoint_url = http://127.0.0.1:2
[sso-session x]
sso_region = us-east-1
)";

Profiles Load(std::map<std::string, std::string> files) {
  MemoryFileSystem system(std::move(files));
  FakeEnvironment environment(Texts{{"HOME", "/home/u"}});
  Result<Profiles> profiles = LoadProfiles(system, environment, {});
  EXPECT_TRUE(profiles.ok());
  return profiles.ok() ? *profiles : Profiles();
}

TEST(Profiles, ReadBothFiles) {
  Profiles profiles = Load({{"/home/u/.aws/config", kConfig},
                            {"/home/u/.aws/credentials", "[default]\naws_access_key_id = AKID\r\nregion = xx\n"}});
  ASSERT_NE(profiles.Find("default"), nullptr);
  EXPECT_EQ(profiles.Find("default")->at("aws_access_key_id"), "AKID");
  EXPECT_EQ(profiles.Find("default")->at("region"), "xx");
  ASSERT_NE(profiles.Find("dev team"), nullptr);
  EXPECT_EQ(profiles.Find("dev team")->at("region"), "us-west-2");
  EXPECT_EQ(profiles.Find("dev team")->at("s3.addressing_style"), "path");
  EXPECT_EQ(profiles.Find("nobody"), nullptr);
}

TEST(Profiles, MissingFilesAreEmpty) { EXPECT_TRUE(Load({}).profiles.empty()); }

TEST(Profiles, MalformedFilesAreNamedWithTheirLineButNotTheirContent) {
  MemoryFileSystem files(Texts{{"/c", "[default]\naws_secret_access_key topsecret\n"}});
  FakeEnvironment environment(Texts{{"AWS_CONFIG_FILE", "/c"}});
  Result<Profiles> profiles = LoadProfiles(files, environment, {});
  ASSERT_FALSE(profiles.ok());
  EXPECT_EQ(profiles.error().message, "/c:2: expected a [section] or key = value");
}

TEST(Region, ComesFromArgumentEnvironmentAndProfileInThisOrder) {
  Profiles profiles = Load({{"/home/u/.aws/config", kConfig}});
  FakeEnvironment empty;
  FakeEnvironment both(Texts{{"AWS_REGION", "r1"}, {"AWS_DEFAULT_REGION", "r2"}});
  FakeEnvironment old(Texts{{"AWS_DEFAULT_REGION", "r2"}});
  EXPECT_EQ(ResolveRegion(both, profiles, "default", "r0"), "r0");
  EXPECT_EQ(ResolveRegion(both, profiles, "default", ""), "r1");
  EXPECT_EQ(ResolveRegion(old, profiles, "default", ""), "r2");
  EXPECT_EQ(ResolveRegion(empty, profiles, "default", ""), "eu-central-1");
  EXPECT_EQ(ResolveRegion(empty, profiles, "nobody", ""), "");
}

std::string UrlOf(const Service& service, const std::string& region, const EndpointSettings& settings) {
  Result<Endpoint> endpoint = ResolveEndpoint(service, region, settings);
  return endpoint.ok() ? endpoint->url : "error: " + endpoint.error().message;
}

TEST(Endpoints, AreAwsOwnByDefault) {
  EndpointSettings none;
  EXPECT_EQ(UrlOf(kIam, "eu-central-1", none), "https://iam.amazonaws.com");
  EXPECT_EQ(UrlOf(kSts, "eu-central-1", none), "https://sts.eu-central-1.amazonaws.com");
  EXPECT_EQ(UrlOf(kSts, "cn-north-1", none), "https://sts.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(UrlOf(kIam, "us-gov-east-1", none), "https://iam.us-gov.amazonaws.com");
  EXPECT_EQ(ResolveEndpoint(kIam, "eu-central-1", none)->signing_region, "us-east-1");
  EXPECT_EQ(ResolveEndpoint(kSts, "eu-central-1", none)->signing_region, "eu-central-1");
  EndpointSettings fips;
  fips.use_fips = true;
  EXPECT_EQ(UrlOf(kSts, "us-east-2", fips), "https://sts-fips.us-east-2.amazonaws.com");
}

TEST(Endpoints, OverridesBeatServiceVariablesBeatTheGeneralOne) {
  FakeEnvironment environment(Texts{{"AWS_ENDPOINT_URL", "http://all:1"}, {"AWS_ENDPOINT_URL_STS", "http://sts:2/"}});
  EndpointSettings settings = LoadEndpointSettings(environment, Profiles(), "default");
  EXPECT_EQ(UrlOf(kIam, "x", settings), "http://all:1");
  EXPECT_EQ(UrlOf(kSts, "x", settings), "http://sts:2");
  settings.overrides["sts"] = "http://argument:3";
  EXPECT_EQ(UrlOf(kSts, "x", settings), "http://argument:3");
}

TEST(Endpoints, ComeFromTheProfilesServicesSection) {
  Profiles profiles = Load({{"/home/u/.aws/config", kConfig}});
  FakeEnvironment empty;
  EndpointSettings settings = LoadEndpointSettings(empty, profiles, "default");
  EXPECT_EQ(UrlOf(kIam, "x", settings), "http://127.0.0.1:1");
  EXPECT_EQ(UrlOf(kSecretsManager, "x", settings), "http://127.0.0.1:2");
  EXPECT_EQ(UrlOf(kSts, "eu-central-1", settings), "https://sts.eu-central-1.amazonaws.com");
}

TEST(Endpoints, AreIgnoredWhenAsked) {
  FakeEnvironment environment(
      Texts{{"AWS_ENDPOINT_URL", "http://all:1"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}});
  EndpointSettings settings = LoadEndpointSettings(environment, Profiles(), "default");
  EXPECT_EQ(UrlOf(kIam, "x", settings), "https://iam.amazonaws.com");
}

TEST(Endpoints, MustBeUrlsAndNeedARegion) {
  EndpointSettings settings;
  settings.overrides["iam"] = "localhost:4747";
  EXPECT_EQ(UrlOf(kIam, "x", settings), "error: the endpoint of IAM is not an http or https URL: localhost:4747");
  EXPECT_NE(UrlOf(kSts, "", {}).find("no AWS region"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::aws
