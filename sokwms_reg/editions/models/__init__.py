"""An edition and what belongs to it alone. Children point at the edition; it has no collections: query instead."""

from sokwms_reg.editions.models.around import Material, MaterialKind, Membership, Partner, PartnerKind, Role
from sokwms_reg.editions.models.category import Category, CategoryDay, CategoryPolicy, Pool
from sokwms_reg.editions.models.edition import DEFAULT_OFFER_HOURS, Edition, EditionDay, Places, Promotion

__all__ = [
    "DEFAULT_OFFER_HOURS",
    "Category",
    "CategoryDay",
    "CategoryPolicy",
    "Edition",
    "EditionDay",
    "Material",
    "MaterialKind",
    "Membership",
    "Partner",
    "PartnerKind",
    "Places",
    "Pool",
    "Promotion",
    "Role",
]
