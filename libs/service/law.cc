#include "libs/service/law.h"

#include <utility>

namespace dotpha::service {

Result<Law> LoadLaw(const config::CommonSettings& settings) {
  DOTPHA_ASSIGN(lawfile::Catalogue catalogue, lawfile::Catalogue::Load(settings.regulations_dir));
  DOTPHA_ASSIGN(statute::Calendar calendar, lawfile::LoadCalendar(settings.calendars_dir + "/vietnam.csv"));
  DOTPHA_ASSIGN(auth::PermissionTable permissions,
                auth::PermissionTable::Load(settings.policies_dir + "/permissions.textproto"));
  return Law{std::move(catalogue), std::move(calendar), std::move(permissions)};
}

}  // namespace dotpha::service
