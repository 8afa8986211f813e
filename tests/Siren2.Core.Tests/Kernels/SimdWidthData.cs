using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

/// <summary>Every vector width, as theory data; those without hardware run in software.</summary>
public class SimdWidthData : TheoryData<int>
{
    public SimdWidthData()
    {
        foreach (SimdWidth width in SimdWidths.All)
        {
            Add((int)width);
        }
    }
}
