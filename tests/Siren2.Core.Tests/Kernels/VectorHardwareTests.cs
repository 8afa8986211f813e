using System.Runtime.Intrinsics.X86;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class VectorHardwareTests
{
    /// <summary>On processors too where .NET itself prefers narrower ones.</summary>
    [Fact]
    public void Vectors_are_as_wide_as_the_processor_has_them()
    {
        Assert.True(Avx512F.IsSupported ? VectorHardware.Bits == 512 : VectorHardware.Bits < 512);
        Assert.True(!Avx2.IsSupported || VectorHardware.Bits >= 256);
        Assert.True(!Sse41.IsSupported || VectorHardware.Bits >= 128);
        Assert.Equal(VectorHardware.Bits, 8 * sizeof(float) * (int)SimdWidths.Best);
    }
}
