using Siren2.Kernels.Simd;
using Siren2.Optimization;

namespace Siren2.Benchmarks.Micro;

/// <summary>A step of Adam over the 231,000 parameters of the decoder with 128 latents.</summary>
public class AdamStep : PerWidth
{
    private const int Parameters = 231_169;

    private protected override Action Prepare(SimdWidth width)
    {
        var adam = new Adam(Parameters, null, width);
        float[] parameters = Signals.Noise(Parameters, 1);
        float[] gradients = Signals.Noise(Parameters, 2);
        return () => adam.Step(parameters, gradients, 1e-4);
    }
}
