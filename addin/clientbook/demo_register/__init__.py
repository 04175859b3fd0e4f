"""A lifelike demo register: 300 invented clients, 13 people, three years of sales, contacts, log and targets."""

from clientbook.demo_register.dirt import DirtyCell, dirty_cells, with_dirty_cells
from clientbook.demo_register.portfolio import AS_OF, EARLIER
from clientbook.demo_register.register import demo_frames

__all__ = ["AS_OF", "EARLIER", "DirtyCell", "demo_frames", "dirty_cells", "with_dirty_cells"]
