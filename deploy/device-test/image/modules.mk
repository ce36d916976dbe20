# Compiles gpio-sim and v4l2loopback against the headers of a Debian kernel, into out/.
#   make KERNEL=6.12.118+deb13-arm64
# Debian's kernel is built without gpio-sim and without the simulated interrupts that it needs, so both become one module.
# What the kernel keeps to itself (irq_to_desc) has an exported sibling (generic_handle_irq).
build = $(MAKE) -C /usr/src/linux-headers-$(KERNEL) M=$(CURDIR)/$(1) modules

all: gpio-sim
	+$(call build,gpio-sim)
	+$(call build,modules/v4l2loopback)
	mkdir -p out
	cp gpio-sim/gpio-sim.ko modules/v4l2loopback/v4l2loopback.ko out/

gpio-sim: drivers/gpio/gpio-sim.c kernel/irq/irq_sim.c
	mkdir -p $@
	cp drivers/gpio/gpio-sim.c $@/sim.c
	sed -e '/^EXPORT_SYMBOL/d' -e 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' \
		kernel/irq/irq_sim.c >$@/irq_sim.c
	printf 'obj-m := gpio-sim.o\ngpio-sim-y := sim.o irq_sim.o\n' >$@/Kbuild

.PHONY: all
