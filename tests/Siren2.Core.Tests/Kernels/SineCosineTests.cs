using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public class SineCosineTests
{
    [Theory]
    [ClassData(typeof(SimdWidthData))]
    public void Agrees_with_double_precision_to_two_units_in_the_last_place_of_one(int width)
    {
        float[] x = Arguments();
        float[] sine = new float[x.Length];
        float[] cosine = new float[x.Length];
        Evaluate((SimdWidth)width, x, sine, cosine);
        for (int i = 0; i < x.Length; i++)
        {
            if (!(Math.Abs(sine[i] - Math.Sin(x[i])) <= 1.2e-7 && Math.Abs(cosine[i] - Math.Cos(x[i])) <= 1.2e-7))
            {
                Assert.Fail($"sin({x[i]}) = {sine[i]}, cos({x[i]}) = {cosine[i]}");
            }
        }
    }

    [Fact]
    public void Zero_gives_exactly_zero_and_one()
    {
        SineCosine<SimdScalar, float>.Evaluate(0, out float sine, out float cosine);
        Assert.Equal(0f, sine);
        Assert.Equal(1f, cosine);
    }

    private static float[] Arguments()
    {
        var random = new Random(5);
        float[] x = new float[16_000];
        for (int i = 0; i < x.Length; i++)
        {
            double range = Math.Pow(10, (random.NextDouble() * 8) - 4);
            x[i] = (float)(((2 * random.NextDouble()) - 1) * range);
        }

        return x;
    }

    private static void Evaluate(SimdWidth width, float[] x, float[] sine, float[] cosine)
    {
        var work = new Case(x, sine, cosine);
        SimdWidths.Run(width, ref work);
    }

    private static unsafe void Evaluate<TOps, TVector>(float[] x, float[] sine, float[] cosine)
        where TOps : struct, ISimdVector<TVector>
        where TVector : unmanaged
    {
        fixed (float* source = x, s = sine, c = cosine)
        {
            for (int i = 0; i < x.Length; i += TOps.Count)
            {
                SineCosine<TOps, TVector>.Evaluate(TOps.Load(source + i), out TVector sines, out TVector cosines);
                TOps.Store(sines, s + i);
                TOps.Store(cosines, c + i);
            }
        }
    }

    private readonly struct Case(float[] x, float[] sine, float[] cosine) : ISimdWork
    {
        void ISimdWork.Run<TOps, TVector, TLanes>() => Evaluate<TOps, TVector>(x, sine, cosine);
    }
}
