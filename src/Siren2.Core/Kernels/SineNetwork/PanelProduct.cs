using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.SineNetwork;

/// <summary>
/// Products with matrices that are packed in panels of <see cref="SineNetworkShape.Panel"/> columns, <c>[panel][row][32]</c>.
/// </summary>
internal static unsafe class PanelProduct<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    private const int Panel = SineNetworkShape.Panel;

    /// <summary>C = A·B over the columns of one panel.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="b">The panel of B, <c>[depth][32]</c>.</param>
    /// <param name="c">First column of C that the panel meets.</param>
    /// <param name="aPitch">Floats between rows of A.</param>
    /// <param name="cPitch">Floats between rows of C.</param>
    public static void Multiply(int rows, int depth, float* a, nint aPitch, float* b, float* c, nint cPitch)
    {
        for (int column = 0; column < Panel; column += MatrixTile<TOps, TVector>.Columns)
        {
            MatrixTile<TOps, TVector>.MultiplyRows(rows, depth, a, aPitch, 1, b + column, Panel, c + column, cPitch, add: false);
        }
    }

    /// <summary>C += Aᵀ·B with C packed: the gradient of a weight matrix from inputs A and deltas B.</summary>
    /// <param name="inputs">Columns of A, rows of C.</param>
    /// <param name="outputs">Columns of B and C, whole panels.</param>
    /// <param name="rows">Rows of A and B, which the sum runs over.</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="aPitch">Floats between rows of A.</param>
    /// <param name="b">B, row-major.</param>
    /// <param name="bPitch">Floats between rows of B.</param>
    /// <param name="c">C, <c>[panel][input][32]</c>.</param>
    public static void AddTransposed(int inputs, int outputs, int rows, float* a, nint aPitch, float* b, nint bPitch, float* c)
    {
        for (int column = 0; column < outputs; column += MatrixTile<TOps, TVector>.Columns)
        {
            float* panel = c + ((nint)(column / Panel) * inputs * Panel) + (column % Panel);
            MatrixTile<TOps, TVector>.MultiplyRows(inputs, rows, a, 1, aPitch, b + column, bPitch, panel, Panel, add: true);
        }
    }
}
