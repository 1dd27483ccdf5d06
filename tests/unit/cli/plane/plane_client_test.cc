// Where a plane is found, and what cannot be asked of AWS.
#include "cli/plane/plane_client.h"

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

using PlaneClientTest = SoundDirectory;

TEST_F(PlaneClientTest, WithoutAPlaneCommandsThatNeedOneSaySo) {
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
}

TEST_F(PlaneClientTest, APlaneIsFoundByTheEnvironmentAndByItsName) {
  StartPlane();
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app"}), kExitOk) << err();
  EXPECT_EQ(Run({"who-can", "-endpoint", "http://127.0.0.1:1", "s3:GetObject", "*"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace rolecall::cli
