#include "libs/service/law.h"

#include <utility>

namespace dotpha::service {

Result<Law> LoadLaw(const config::CommonSettings& settings) {
  DOTPHA_ASSIGN(lawfile::Catalogue catalogue, lawfile::Catalogue::Load(settings.regulations_dir));
  DOTPHA_ASSIGN(statute::Calendars calendars, lawfile::LoadCalendars(settings.calendars_dir));
  DOTPHA_ASSIGN(auth::PermissionTable permissions,
                auth::PermissionTable::Load(settings.policies_dir + "/permissions.textproto"));
  return Law{std::move(catalogue), std::move(calendars), std::move(permissions)};
}

}  // namespace dotpha::service
