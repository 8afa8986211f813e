using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks.Micro;

/// <summary>Sine and cosine of 16,384 arguments within ±100.</summary>
public unsafe class SinesAndCosines : PerWidth
{
    private const int Length = 16_384;

    private protected override Action Prepare(SimdWidth width)
    {
        var arguments = new AlignedBuffer(Length);
        var sines = new AlignedBuffer(Length);
        var cosines = new AlignedBuffer(Length);
        float[] noise = Signals.Noise(Length, 1);
        for (int i = 0; i < Length; i++)
        {
            arguments.Span[i] = 100 * noise[i];
        }

        return () =>
        {
            var work = new Work(arguments.Pointer, sines.Pointer, cosines.Pointer);
            SimdWidths.Run(width, ref work);
        };
    }

    private readonly struct Work(float* arguments, float* sines, float* cosines) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>()
        {
            for (int i = 0; i < Length; i += TOps.Count)
            {
                SineCosine<TOps, TVector>.Evaluate(TOps.Load(arguments + i), out TVector sine, out TVector cosine);
                TOps.Store(sine, sines + i);
                TOps.Store(cosine, cosines + i);
            }
        }
    }
}
